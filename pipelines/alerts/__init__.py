"""Alerts: what a run found becomes incidents, a change of incidents one message, a message one delivery a channel.

Nothing here needs the warehouse once the run has ended: the run itself notes what it judged (`hooks.py`), so an alert
goes out even when the warehouse is locked or damaged. The memory is `$COOP_HOME/alerts/alerts.db`.
"""
