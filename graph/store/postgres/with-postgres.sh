#!/bin/sh
# Runs a command with a PostgreSQL server of its own:
#
#	graph/store/postgres/with-postgres.sh go test ./graph/store/...
#
# The server listens on loopback only, keeps its data in a temporary folder, and
# is ended by its process id when the command has ended. GONGBAO_POSTGRES tells
# the command its URL. Where there is no PostgreSQL, it is installed from the
# Debian package "postgresql", which needs root.
set -eu
find_bin() { ls -d /usr/lib/postgresql/*/bin 2>/dev/null | sort -V | tail -n 1; }
bin=$(find_bin)
if [ -z "$bin" ]; then
	apt-get update -qq >&2 && DEBIAN_FRONTEND=noninteractive apt-get install -qq -y --no-install-recommends postgresql >&2
	bin=$(find_bin)
fi
dir=$(mktemp -d)
port=${GONGBAO_POSTGRES_PORT:-54329}
# PostgreSQL refuses to run as root.
as=""
if [ "$(id -u)" = 0 ]; then
	chown postgres "$dir"
	as="setpriv --reuid=postgres --regid=postgres --clear-groups"
fi
end() {
	if [ -s "$dir/data/postmaster.pid" ]; then
		pid=$(head -n 1 "$dir/data/postmaster.pid")
		kill -INT "$pid" 2>/dev/null || true
		for _ in 1 2 3 4 5 6 7 8 9 10; do
			kill -0 "$pid" 2>/dev/null || break
			sleep 0.3
		done
	fi
	rm -rf "$dir"
}
trap end EXIT
trap 'exit 130' INT TERM
cd_back=$(pwd)
cd "$dir"
$as "$bin/initdb" -D "$dir/data" -U gongbao -A trust -E UTF8 --locale=C >"$dir/initdb.log" 2>&1 || { cat "$dir/initdb.log" >&2; exit 1; }
$as "$bin/pg_ctl" -D "$dir/data" -w -l "$dir/data/server.log" \
	-o "-c listen_addresses=127.0.0.1 -c port=$port -c unix_socket_directories=''" start >/dev/null || { cat "$dir/data/server.log" >&2; exit 1; }
cd "$cd_back"
GONGBAO_POSTGRES="postgres://gongbao@127.0.0.1:$port/postgres?sslmode=disable" "$@"
