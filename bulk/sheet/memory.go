package sheet

// CollectAt is the garbage collector's target (see runtime/debug.SetGCPercent)
// for a process that reads large workbooks. Their shared strings fill most of
// the memory and hold no pointers, so collecting more often costs hardly any
// time and saves more than half of what the strings take.
const CollectAt = 40
