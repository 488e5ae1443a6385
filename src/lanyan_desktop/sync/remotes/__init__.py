"""Places that keep objects: a folder, a WebDAV server, an object store; each a `Remote` (`sync.remotes.remote`)."""
