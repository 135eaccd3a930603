package main

import "fmt"

// nearest gives " (did you mean X?)" for the closest of some words, or nothing
// where none is close.
func nearest(word string, words []string) string {
	best, distance := "", len(word)/3+1
	for _, each := range words {
		if d := editDistance(word, each); d <= distance {
			best, distance = each, d-1
		}
	}
	if best == "" {
		return ""
	}
	return fmt.Sprintf(" (did you mean %q?)", best)
}

// editDistance is Levenshtein's, over bytes: keys and commands are ASCII.
func editDistance(a, b string) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		diagonal := row[0]
		row[0] = i + 1
		for j := range len(b) {
			cost := diagonal
			if a[i] != b[j] {
				cost = 1 + min(diagonal, row[j], row[j+1])
			}
			diagonal, row[j+1] = row[j+1], cost
		}
	}
	return row[len(b)]
}
