#!/usr/bin/env python3
"""The adapter of paho-mqtt for Python, 1.6 and 2 (pip install paho-mqtt): JSON objects, a line each, in and out."""

import json
import sys
import threading

import paho.mqtt
import paho.mqtt.client as mqtt
from paho.mqtt.packettypes import PacketTypes
from paho.mqtt.properties import Properties

LOCK = threading.Lock()
CLIENTS = {}
CURRENT = None
IS_V5 = False


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
        ("requestProblemInformation", "RequestProblemInformation"),
    ]:
        if name in command:
            setattr(properties, field, command[name])
    return properties


def on_connect(_client, _data, _flags, code, *_):
    # It is called for a refusal, too; then on_disconnect is.
    if code == 0:
        say({"event": "connected"})


def on_message(_client, _data, message):
    try:
        topic_name = message.topic
    except UnicodeDecodeError:  # a Topic Name that the client passes on as it came
        return
    say(
        {
            "event": "message",
            "topicName": topic_name,
            "payload": message.payload.decode(errors="replace"),
            "qos": message.qos,
            "retain": message.retain,
        }
    )


def new_client(command):
    is_v5 = command["version"] == "5.0"
    session = {} if is_v5 else {"clean_session": command["clean"]}
    # 2 wants to be told which signatures the callbacks have; 1.6 knows one.
    callbacks = [mqtt.CallbackAPIVersion.VERSION2] if hasattr(mqtt, "CallbackAPIVersion") else []
    client = mqtt.Client(
        *callbacks,
        client_id=command["clientId"],
        protocol=mqtt.MQTTv5 if is_v5 else mqtt.MQTTv311,
        reconnect_on_failure=False,
        transport="websockets" if command.get("transport") == "websocket" else "tcp",
        **session,
    )
    if "userName" in command:
        client.username_pw_set(command["userName"], command.get("password"))
    if "will" in command:
        will = command["will"]
        client.will_set(will["topicName"], will["payload"], will["qos"], will["retain"])
    client.on_connect = on_connect
    client.on_disconnect = lambda *_: say({"event": "disconnected"})
    client.on_publish = lambda *_: say({"event": "published", "ok": True})
    client.on_message = on_message
    return client


def connect(command):
    global CURRENT, IS_V5
    if "authenticationMethod" in command:
        return {"unsupported": "authenticationMethod"}
    if "topicAliasMaximum" in command:
        # What comes under an alias is given to the application with the alias: to know its topic is left to that.
        return {"unsupported": "topicAliasMaximum"}
    name = command["clientId"]
    client = CLIENTS.get(name)
    if client is None:
        client = CLIENTS[name] = new_client(command)
    else:
        client.loop_stop()
    CURRENT = client
    IS_V5 = command["version"] == "5.0"
    more = {}
    if IS_V5:
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
    if IS_V5:
        filters = [(topic_filter, mqtt.SubscribeOptions(qos)) for topic_filter, qos in filters]
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
        return {"ok": True, "protocol": 1, "name": "paho-mqtt (Python)", "version": paho.mqtt.__version__}
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
