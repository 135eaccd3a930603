package script

// Attributes lists, for each type that rules meet, what stands behind the dot.
// The reference is held to it.
func Attributes() map[string][]string {
	return map[string][]string{
		"row":      (&rowValue{}).AttrNames(),
		"money":    (&moneyValue{}).AttrNames(),
		"date":     (&dateValue{}).AttrNames(),
		"days":     (&spanValue{}).AttrNames(),
		"account":  (&accountValue{}).AttrNames(),
		"table":    (&tableValue{}).AttrNames(),
		"decision": (&decisionValue{}).AttrNames(),
		"t":        (&testValue{}).AttrNames(),
	}
}
