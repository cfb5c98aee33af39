// Run once by the official mongo image, as root on an empty store: the user that the services are, with the platform's databases and no other.
const namespace = process.env.LIANZHU_NAMESPACE;
const databases = ["intake", "scoring", "funding", "notify", "files", "platform"];
db.getSiblingDB("admin").createUser({
  user: "lianzhu",
  pwd: process.env.MONGODB_PASSWORD,
  roles: databases.map((name) => ({ role: "readWrite", db: `${namespace}_${name}` })),
});
