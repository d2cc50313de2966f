# The app, for a Neo4j that runs beside it (docker-compose.yml) or elsewhere (NEO4J_URI).
FROM python:3.11-slim

ENV PYTHONUNBUFFERED=1 \
    ORBATLAS_HOME=/srv/orbatlas/data \
    STREAMLIT_BROWSER_GATHER_USAGE_STATS=false

RUN useradd --create-home --home-dir /srv/orbatlas --uid 10001 orbatlas \
    && install -d -o orbatlas -g orbatlas -m 700 /srv/orbatlas/data
WORKDIR /srv/orbatlas/app

# The packages first: a change of the code does not install them again. Each is checked against its hash; the tools of
# developers stay out.
COPY requirements.lock start.py ./
RUN python -c "import start; print(start.needed(start.LOCK.read_text(), 'use'))" > /tmp/needed.txt \
    && pip install --no-cache-dir --require-hashes --no-deps --only-binary :all: -r /tmp/needed.txt

COPY . ./
RUN pip install --no-cache-dir --no-build-isolation --no-deps --editable .

USER orbatlas
EXPOSE 8501
HEALTHCHECK --interval=15s --timeout=5s --start-period=30s --retries=3 \
    CMD ["python", "-c", "from urllib.request import urlopen; urlopen('http://127.0.0.1:8501/_stcore/health', timeout=4)"]
CMD ["streamlit", "run", "app.py", "--server.address=0.0.0.0", "--server.port=8501", "--server.headless=true"]
