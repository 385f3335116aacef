"""How this application is watched: figures that Prometheus reads, and spans that OpenTelemetry sends.

Neither bears anything of a person: labels and attributes are routes, kinds and names of brands, never ids.
"""
