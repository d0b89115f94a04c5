# One image for every process: `serve` (default), `run_delivery`, `migrate`.
ARG PYTHON_VERSION=3.11

FROM python:${PYTHON_VERSION}-slim AS base
ENV PYTHONUNBUFFERED=1 \
    PIP_DISABLE_PIP_VERSION_CHECK=1 \
    PIP_NO_CACHE_DIR=1 \
    PATH=/opt/venv/bin:$PATH
WORKDIR /app

# What runs: exactly the pinned files, nothing else.
FROM base AS packages
RUN python -m venv /opt/venv
COPY requirements.txt ./
RUN pip install --require-hashes -r requirements.txt

# What builds: node and npm come as wheels and stay in this stage.
FROM packages AS build
COPY requirements-build.txt ./
RUN pip install --require-hashes -r requirements-build.txt
COPY tools/build.py tools/
COPY frontend/package.json frontend/package-lock.json frontend/.npmrc frontend/
RUN python tools/build.py modules
COPY . .
RUN python tools/build.py console static

FROM base
RUN useradd --system --uid 10001 --no-create-home --home-dir /app console \
    && install --directory --owner=console /app/var /app/var/media
COPY --from=packages /opt/venv /opt/venv
COPY manage.py LICENSE ./
COPY support_console support_console
COPY messaging messaging
COPY simulator simulator
COPY --from=build /app/messaging/static/messaging/dist messaging/static/messaging/dist
COPY --from=build /app/staticfiles staticfiles
USER console
VOLUME /app/var
EXPOSE 8000
HEALTHCHECK --interval=10s --timeout=5s --start-period=30s CMD ["python", "-m", "support_console.probe"]
# Longer than the server's own patience, so that lanes finish their message.
STOPSIGNAL SIGTERM
CMD ["python", "manage.py", "serve", "--host", "0.0.0.0"]
