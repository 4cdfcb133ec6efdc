/**
 * The sandbox's levers: what the scanner says of a digest, how long it takes, and what goes wrong in the registry. Over
 * HTTP, from this machine only, for a person and for tests of another process:
 *
 * <pre>{@code
 * # what is told of a digest from now on, whatever its layers hold: any status, known to ECR or not
 * curl -X PUT localhost:4566/control/scans/sha256:… -H 'Content-Type: application/json' -d '{"status": "UNSUPPORTED_IMAGE"}'
 * curl -X PUT localhost:4566/control/scans/sha256:… -H 'Content-Type: application/json' \
 *   -d '{"status": "COMPLETE", "findings": [{"name": "CVE-2021-44228", "severity": "CRITICAL", "packageName": "apache-log4j2"}]}'
 * # a finished status without the moment at which it finished; and none at all (ScanNotFound)
 * curl -X PUT localhost:4566/control/scans/sha256:… -H 'Content-Type: application/json' -d '{"status": "COMPLETE", "withoutCompletedAt": true}'
 * curl -X PUT localhost:4566/control/scans/sha256:… -H 'Content-Type: application/json' -d '{"status": "NOT_FOUND"}'
 * # what was really scanned again
 * curl -X DELETE localhost:4566/control/scans/sha256:…
 *
 * # how long a scan takes, and whether scans that finish from now on are basic or enhanced; kept over restarts
 * curl -X PUT localhost:4566/control/scanner -H 'Content-Type: application/json' -d '{"delay": "PT0.5S", "shape": "ENHANCED"}'
 *
 * # decline mounts, delay calls, fail the next calls; forgotten at a restart
 * curl -X PUT localhost:4566/control/registry -H 'Content-Type: application/json' \
 *   -d '{"declineMounts": true, "delays": {"MANIFEST_PUT": "PT5S"}, "failNext": {"BLOB_HEAD": 3}}'
 * curl -X DELETE localhost:4566/control/registry
 *
 * # take actions away from the portal's own key or give it more ("also"), and see which of its rights were used; forgotten at a restart
 * curl -X PUT localhost:4566/control/portal -H 'Content-Type: application/json' -d '{"withheld": ["ecr:PutImage"]}'
 * curl localhost:4566/control/portal
 * curl -X DELETE localhost:4566/control/portal
 * }</pre>
 *
 * <p>Each has a GET too. Tests in the same process use the beans behind it: {@link dev.berth.sandbox.scanner.Scans} and
 * {@link dev.berth.sandbox.registry.RegistryFaults}, whose calls are {@link dev.berth.sandbox.registry.RegistryCall}.
 */
@NullMarked
package dev.berth.sandbox.control;

import org.jspecify.annotations.NullMarked;
