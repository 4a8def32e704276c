"""Tasks of colleagues about a file, each with a day. (`tasks` is the work of the queue.)"""
