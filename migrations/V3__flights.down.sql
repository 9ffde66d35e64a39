DROP TABLE flight_search_cache, flights;
