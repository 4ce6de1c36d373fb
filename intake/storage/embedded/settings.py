"""The cluster's settings. People stay out of its log: no statements, no values, no failed rows."""

PRIVATE_LOG = {
    # ERROR lines carry values ("invalid input syntax … "), and every one reaches the application anyway
    "log_min_messages": "log",
    "log_min_error_statement": "panic",
    "log_statement": "none",
    "log_min_duration_statement": "-1",
    "log_parameter_max_length": "0",
    "log_parameter_max_length_on_error": "0",
    "log_error_verbosity": "terse",
    "log_connections": "off",
    "log_disconnections": "off",
    "log_timezone": "UTC",
}

SERVER = {
    "listen_addresses": "127.0.0.1",
    "unix_socket_directories": "",
    "password_encryption": "scram-sha-256",
    "wal_level": "replica",
    "max_connections": "100",
    "timezone": "UTC",
    # The index over the names of a million people (100 MB) and the rows that a search reads stay in memory.
    "shared_buffers": "256MB",
    "jit": "off",  # the desk's queries are short; compiling them costs more than it saves
}

LOG_FILES = {
    "logging_collector": "on",
    "log_filename": "postgresql-%a.log",
    "log_rotation_age": "1d",
    "log_rotation_size": "0",
    "log_truncate_on_rotation": "on",
    "log_file_mode": "0600",
}

FAST = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "shared_buffers": "64MB",
}


def settings_text(*, log_folder: str, fast: bool) -> str:
    """postgresql.conf; `fast` gives up safety against a power cut, for tests only."""
    settings = SERVER | PRIVATE_LOG
    settings |= FAST if fast else LOG_FILES | {"log_directory": log_folder}
    return "".join(f"{name} = '{_quoted(value)}'\n" for name, value in settings.items())


def _quoted(value: str) -> str:
    return value.replace("\\", "\\\\").replace("'", "''")
