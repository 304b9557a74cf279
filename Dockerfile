# Two stages: the first has a compiler's worth of tools, the second only what runs, as an ordinary user.
FROM python:3.11-slim AS build
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1
WORKDIR /app
RUN python -m venv /app/.venv
COPY requirements/build.txt requirements/base.txt requirements/
RUN .venv/bin/pip install --require-hashes --no-deps -r requirements/build.txt -r requirements/base.txt
COPY pyproject.toml README.md LICENSE ./
COPY lapor lapor
RUN .venv/bin/pip install --no-deps --no-build-isolation -e . \
    && .venv/bin/python -m compileall -q lapor

FROM python:3.11-slim
RUN useradd --system --uid 10001 --user-group --home-dir /data --shell /usr/sbin/nologin lapor \
    && install -d -o lapor -g lapor -m 0700 /data /keys
COPY --from=build /app /app
WORKDIR /app
ENV PATH=/app/.venv/bin:$PATH \
    PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 \
    LAPOR_HOME=/data LAPOR_KEYS=/keys LAPOR_BIND=0.0.0.0 PORT=8000
USER lapor
VOLUME ["/data", "/keys"]
EXPOSE 8000
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=15s --timeout=3s --start-period=30s \
    CMD ["python", "-c", "import os, urllib.request as u; u.urlopen(f'http://127.0.0.1:{os.environ[\"PORT\"]}/hidup', timeout=2)"]
CMD ["lapor", "web"]
