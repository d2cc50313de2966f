"""The pages of the app, one question a page. Only these and app.py know Streamlit."""
