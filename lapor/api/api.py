"""The API: its routes, and what holds for all of them. Everything about how errors leave is in problems.py."""

from __future__ import annotations

from typing import Any

from ninja import NinjaAPI
from ninja.openapi.schema import OpenAPISchema

from lapor.api import openapi, problems
from lapor.api.routes import cases, decrees, filing, interventions, lookups, moving, nothing, own, reading, staff


class Api(NinjaAPI):
    """ninja's, with a schema that also tells what ninja does not know."""

    def get_openapi_schema(self, **options: Any) -> OpenAPISchema:
        schema = super().get_openapi_schema(**options)
        openapi.complete(schema)
        return schema


api = Api(
    title="API LAPOR!",
    version="1.0.0",
    description=openapi.ABOUT,
    urls_namespace="api-1.0.0",
    openapi_url=None,
    docs_url=None,
)
problems.handle_all(api)
# reading adds to the router of filing
ROUTES = (filing, reading, moving, cases, interventions, lookups, staff, decrees, own, nothing)
for room in (filing, moving, cases, interventions, lookups, staff, decrees, own, nothing):
    api.add_router("", room.router)
