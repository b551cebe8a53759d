// SPDX-License-Identifier: Apache-2.0
#include "probes/kernel.h"

#include <string>

#include "probes/text.h"

namespace accel::probes {

void ProbeKernel(const Sysroot& sysroot, v1::Host& host) {
  const Reading<std::string> boot = sysroot.Read("/proc/sys/kernel/random/boot_id", 256);
  host.mutable_kernel()->set_release(Cleaned(sysroot.Uname().release));
  host.mutable_kernel()->set_boot_id(Cleaned(FirstLine(boot.value), 64));
  v1::Probe& probe = *host.add_probes();
  probe.set_name("kernel");
  probe.set_evidence("uname");
  const bool known = !host.kernel().release().empty();
  probe.set_outcome(known ? v1::Probe::OK : v1::Probe::UNKNOWN);
  if (!known) probe.set_reason("the kernel's release is not known");
}

}  // namespace accel::probes
