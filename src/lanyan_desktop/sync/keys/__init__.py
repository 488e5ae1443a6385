"""Keys: of a device, of an epoch, under a passphrase; where they are kept on this machine."""
