"""Backup."""


def write_backup(conn, target):
    target.unlink(missing_ok=True)
    conn.raw.execute("PRAGMA query_only=OFF")
    conn.raw.execute("VACUUM INTO ?", (str(target),))
    conn.raw.execute("PRAGMA query_only=ON")


def check_file(path):
    pass


def place(source, target):
    source.replace(target)
