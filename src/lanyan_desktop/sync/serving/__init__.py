"""`lanyan serve`: one office PC as the WebDAV server of the others. WsgiDAV does the work; here it is made safe."""
