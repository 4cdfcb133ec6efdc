package dev.berth.handover;

import dev.berth.identity.HeldName;
import dev.berth.identity.PersonId;
import java.time.Instant;
import java.util.UUID;

/** Somebody holds a name. */
record Holding(UUID id, HeldName name, String spelled, PersonId person, Instant since) {}
