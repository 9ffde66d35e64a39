DROP TABLE experience_availability, experiences, partners;
