"""The proxy in front (反向代理): TLS, two application servers behind one name, no log of addresses.

Addresses of pages hold case numbers, so neither proxy writes an access log; the program writes
its own line of each request, without them. A request is handed to the other server only where the
first was not reached at all: a form is never sent twice.
"""

from collections.abc import Collection, Iterable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tongban.cli.installing.layout import Wishes

_NGINX = """# Written by tongban install.
upstream tongban {{
    include /etc/tongban/upstream.conf;
}}
server {{
    listen 80;
    listen [::]:80;
    server_name {names};
    access_log off;
    return 301 https://$host$request_uri;
}}
server {{
    listen 443 ssl http2;
    listen [::]:443 ssl http2;
    server_name {names};
    ssl_certificate {certificate};
    ssl_certificate_key {key};
    ssl_protocols TLSv1.2 TLSv1.3;
    ssl_prefer_server_ciphers off;
    ssl_session_cache shared:tongban:10m;
    ssl_session_tickets off;
    access_log off;
    server_tokens off;
    client_max_body_size 64m;
    location / {{
        proxy_pass http://tongban;
        proxy_http_version 1.1;
        proxy_set_header Connection "";
        proxy_set_header Host $host;
        proxy_set_header X-Forwarded-For $remote_addr;
        proxy_set_header X-Forwarded-Proto https;
        proxy_connect_timeout 2s;
        proxy_read_timeout 60s;
        proxy_next_upstream error timeout;
        proxy_next_upstream_tries 2;
    }}
}}
"""
_CADDY = """# Written by tongban install; the Caddyfile must say: import Caddyfile.d/*.caddy
{names} {{
    {tls}
    request_body {{
        max_size 64MB
    }}
    reverse_proxy {servers} {{
        lb_policy least_conn
        lb_try_duration 5s
        lb_try_interval 100ms
        health_uri /health/open
        health_interval 1s
        health_timeout 2s
        health_headers {{
            Host {host}
            X-Forwarded-Proto https
        }}
        header_up X-Forwarded-For {{remote_host}}
    }}
}}
"""


def nginx(wishes: "Wishes") -> str:
    """Return nginx's part; which servers are in turn stands in a file of its own."""
    return _NGINX.format(
        names=" ".join(wishes.hosts), certificate=wishes.certificate, key=wishes.key
    )


def upstream(servers: Iterable[int], away: Collection[int] = ()) -> str:
    """Return the servers of nginx; those that are being restarted get nothing."""
    return "".join(
        f"server 127.0.0.1:{port}{' down' if port in away else ' max_fails=3 fail_timeout=2s'};\n"
        for port in servers
    )


def caddy(wishes: "Wishes") -> str:
    """Return Caddy's part; it asks each server every second whether it is open."""
    public = all(
        "." in host and not host.endswith((".local", ".internal")) for host in wishes.hosts
    )
    return _CADDY.format(
        names=", ".join(wishes.hosts),
        tls=f"tls {wishes.certificate} {wishes.key}" if not public else "# certificates by ACME",
        servers=" ".join(f"127.0.0.1:{port}" for port in wishes.servers),
        host=wishes.hosts[0],
    )
