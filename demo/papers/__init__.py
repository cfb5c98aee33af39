"""Papers as real files: licences, certificates, reports and proofs as PDF, figures as PNG and JPEG, scans of sealed print."""
