DROP TABLE payment_transactions, bookings;
