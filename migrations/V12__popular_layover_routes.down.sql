DROP MATERIALIZED VIEW popular_layover_routes;
