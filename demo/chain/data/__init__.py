"""The input of the story: invented enterprises of Shijiazhuang, what they write in their forms, and the experts of the city."""
