#!/usr/bin/env python3
"""The adapter of paho-mqtt for Python (pip install paho-mqtt): JSON objects, a line each, in and out."""

import json
import sys
import threading

import paho.mqtt.client as paho
from paho.mqtt.packettypes import PacketTypes
from paho.mqtt.properties import Properties

LOCK = threading.Lock()
CLIENTS = {}
CURRENT = None


def say(line):
    with LOCK:
        sys.stdout.write(json.dumps(line) + "\n")
        sys.stdout.flush()


def connect_properties(command):
    properties = Properties(PacketTypes.CONNECT)
    for name, field in [
        ("sessionExpiryInterval", "SessionExpiryInterval"),
        ("receiveMaximum", "ReceiveMaximum"),
        ("maximumPacketSize", "MaximumPacketSize"),
        ("topicAliasMaximum", "TopicAliasMaximum"),
        ("requestProblemInformation", "RequestProblemInformation"),
    ]:
        if name in command:
            setattr(properties, field, command[name])
    return properties


def new_client(command):
    is_v5 = command["version"] == "5.0"
    session = {} if is_v5 else {"clean_session": command["clean"]}
    client = paho.Client(
        paho.CallbackAPIVersion.VERSION2,
        client_id=command["clientId"],
        protocol=paho.MQTTv5 if is_v5 else paho.MQTTv311,
        reconnect_on_failure=False,
        transport="websockets" if command.get("transport") == "websocket" else "tcp",
        **session,
    )
    if "userName" in command:
        client.username_pw_set(command["userName"], command.get("password"))
    if "will" in command:
        will = command["will"]
        client.will_set(will["topicName"], will["payload"], will["qos"], will["retain"])
    client.on_connect = lambda *_: say({"event": "connected"})
    client.on_disconnect = lambda *_: say({"event": "disconnected"})
    client.on_publish = lambda *_: say({"event": "published", "ok": True})
    client.on_message = lambda _client, _data, message: say(
        {
            "event": "message",
            "topicName": message.topic,
            "payload": message.payload.decode(errors="replace"),
            "qos": message.qos,
            "retain": message.retain,
        }
    )
    return client


def connect(command):
    global CURRENT
    if "authenticationMethod" in command:
        return {"unsupported": "authenticationMethod"}
    name = command["clientId"]
    client = CLIENTS.get(name)
    if client is None:
        client = CLIENTS[name] = new_client(command)
    else:
        client.loop_stop()
    CURRENT = client
    more = {}
    if command["version"] == "5.0":
        more = {"clean_start": command["clean"], "properties": connect_properties(command)}
    if command.get("transport") == "websocket":
        # The other call would wait for the server's answer, and the server waits for ours.
        client.connect_async(command["host"], command["port"], command["keepAlive"], **more)
    else:
        client.connect(command["host"], command["port"], command["keepAlive"], **more)
    client.loop_start()
    return {"ok": True}


def publish(command):
    properties = None
    if "properties" in command:
        given = command["properties"]
        properties = Properties(PacketTypes.PUBLISH)
        for name, field in [
            ("messageExpiryInterval", "MessageExpiryInterval"),
            ("topicAlias", "TopicAlias"),
            ("responseTopic", "ResponseTopic"),
            ("contentType", "ContentType"),
        ]:
            if name in given:
                setattr(properties, field, given[name])
        if "userProperties" in given:
            properties.UserProperty = [tuple(pair) for pair in given["userProperties"]]
    CURRENT.publish(command["topicName"], command["payload"], command["qos"], command["retain"], properties)
    return {"ok": True}


def subscribe(command):
    properties = None
    if "subscriptionIdentifier" in command:
        properties = Properties(PacketTypes.SUBSCRIBE)
        properties.SubscriptionIdentifier = command["subscriptionIdentifier"]
    filters = [(one["topicFilter"], one["qos"]) for one in command["subscriptions"]]
    if CURRENT.protocol == paho.MQTTv5:
        filters = [(topic_filter, paho.SubscribeOptions(qos)) for topic_filter, qos in filters]
    CURRENT.subscribe(filters, properties=properties)
    return {"ok": True}


def reset():
    global CURRENT
    for client in CLIENTS.values():
        try:
            client.disconnect()
        except Exception:  # it was not connected
            pass
        client.loop_stop()
    CLIENTS.clear()
    CURRENT = None
    return {"ok": True}


def handle(command):
    verb = command["verb"]
    if verb == "hello":
        return {"ok": True, "protocol": 1, "name": "paho-mqtt (Python)", "version": paho.__version__ if hasattr(paho, "__version__") else "2"}
    if verb == "connect":
        return connect(command)
    if verb == "reset":
        return reset()
    known = {
        "subscribe": lambda: subscribe(command),
        "unsubscribe": lambda: CURRENT.unsubscribe(command["topicFilters"]) and {"ok": True},
        "publish": lambda: publish(command),
        "disconnect": lambda: (CURRENT.disconnect(), {"ok": True})[1],
    }
    if verb not in known:
        return {"unsupported": verb}
    if CURRENT is None:
        return {"refused": "it has not connected"}
    return known[verb]()


for line in sys.stdin:
    order = json.loads(line)
    try:
        answer = handle(order)
    except Exception as error:
        answer = {"refused": f"{type(error).__name__}: {error}"}
    say({"id": order["id"], **answer})
reset()
