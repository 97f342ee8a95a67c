"""The ways by which somebody is told. What is here calls outside, and is never called in a transaction."""

from pasti.notices.channels.email import Email
from pasti.notices.channels.port import channels
from pasti.notices.channels.sms import Sms
from pasti.notices.channels.whatsapp import WhatsApp

channels.add("whatsapp", WhatsApp())
channels.add("sms", Sms())
channels.add("email", Email())
