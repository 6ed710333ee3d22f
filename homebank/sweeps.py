"""What beat asks the workers for, and how often: each sweep finds rows that are due.

What a lost nudge forgot, the next sweep does.
"""

SWEEPS = {
    task: {"task": task, "schedule": seconds, "options": {"queue": queue, "expires": 5}}
    for task, seconds, queue in (
        ("notifications.deliver_codes", 1.0, "codes"),
        ("notifications.deliver_alerts", 2.0, "alerts"),
        ("notifications.ask_receipts", 5.0, "work"),
        ("notifications.sweep", 10.0, "work"),
        ("payments.sweep", 2.0, "work"),
        ("cards.sweep", 10.0, "work"),
        ("cards.sweep_attachments", 5.0, "work"),
        ("cards.sweep_three_ds", 2.0, "work"),
        ("cards.sweep_files", 10.0, "work"),
        ("cards.sweep_photos", 5.0, "work"),
        ("ledger.sweep", 600.0, "work"),
        ("notifications.seal_events", 600.0, "work"),
        ("desk.sweep_imports", 20.0, "work"),
        ("accounts.warn_owners", 5.0, "work"),
        ("accounts.expire_proposals", 60.0, "work"),
        ("accounts.purge", 3600.0, "work"),
        ("cards.purge", 3600.0, "work"),
        ("channel.purge", 3600.0, "work"),
    )
}
