# The server of docs/server.md, with an engine that needs no training.
FROM debian:bookworm-slim

RUN apt-get update \
    && apt-get install --yes --no-install-recommends apertium apertium-eng-spa python3 python3-venv \
    && rm -rf /var/lib/apt/lists/* \
    && useradd --system --uid 10001 --home-dir /state amts \
    && install --directory --owner amts --mode 0700 /state

COPY pyproject.toml README.md LICENSE /source/
COPY examples /source/examples
COPY src /source/src
RUN python3 -m venv /opt/amts && /opt/amts/bin/pip install --no-cache-dir '/source[server,postgresql]' && rm -rf /source

USER amts
VOLUME /state
EXPOSE 8080
HEALTHCHECK CMD ["/opt/amts/bin/python", "-c", "import urllib.request as u; u.urlopen('http://127.0.0.1:8080/healthz')"]
ENTRYPOINT ["/opt/amts/bin/amts", "serve", "--host", "0.0.0.0", "--port", "8080", "--state", "/state"]
CMD ["--engine", "apertium"]
