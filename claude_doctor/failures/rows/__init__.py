"""What is known of failures, as data: rows with their signs, and the signs of who speaks.

Where a sign comes from: most from texts of public threads, labelled before they were read. The
others are documented, each found in the program that writes it or in its vendor's reference:
the API's error, rate-limit and vision pages, Claude Code and the SDKs (2026-11); the runtimes'
words from Node and undici, Python (`ssl`, `socket`, httpx, httpcore, requests, urllib3, aiohttp),
OpenSSL, libc, curl, Go (`net`, `net/http`, `crypto/x509`), Rust (rustls, hyper, reqwest), Java,
JavaScriptCore and Chromium; the clouds' from botocore and its service models, google-auth,
Google's API errors and Azure's; the edge's from Cloudflare's pages. A sign without an origin is
not kept.
"""
