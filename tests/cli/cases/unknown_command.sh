# SPDX-License-Identifier: Apache-2.0
# exit: 64
"$DEMERIT" runn tiny
