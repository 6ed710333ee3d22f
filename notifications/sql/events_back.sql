DROP TRIGGER notifications_event_is_append_only ON notifications_event;
DROP FUNCTION notifications_refuse_change();
