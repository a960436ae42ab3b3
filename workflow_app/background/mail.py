"""E-mail leaves through the queue: a mail server that is slow or away stops nobody's work."""

from email.utils import make_msgid
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMultiAlternatives

from .tasks import durable_task, enqueue_on_commit


@durable_task(attempts=8)
def deliver(*, subject: str, body: str, to: str, html: str = "", message_id: str = "") -> None:
    """Hand one mail to the mail server.

    A worker may die between the mail server's thanks and its own note; the mail then leaves again.
    It bears the same Message-ID, by which mail systems show it once.
    """
    message = EmailMultiAlternatives(subject=subject, body=body, to=[to])
    message.extra_headers["Auto-Submitted"] = "auto-generated"
    if message_id:
        message.extra_headers["Message-ID"] = message_id
    if html:
        message.attach_alternative(html, "text/html")
    message.send()


def send_mail_later(*, subject: str, body: str, to: str, html: str = "") -> None:
    """Send a mail after the commit of the running transaction."""
    enqueue_on_commit(
        deliver,
        subject=" ".join(subject.split()),
        body=body.strip() + "\n",
        to=to,
        html=html,
        message_id=make_msgid(domain=urlsplit(settings.SITE_URL).hostname),
    )
