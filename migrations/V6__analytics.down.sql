DROP TABLE partner_performance, daily_revenue_summary, search_analytics, analytics_events, user_activities;
