package dev.berth.handover;

import dev.berth.audit.Actor;
import dev.berth.identity.HeldName;

/** Published in the transaction that gives a held name to another person. */
public record NameHandedOver(HeldName name, Actor by, String because) {}
