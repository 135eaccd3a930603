package providers_test

import (
	"context"
	"testing"

	"paysheet/providers"
)

func TestWitness(t *testing.T) {
	t.Parallel()
	providers.Heard(t.Context(), []byte("nobody listens"))
	var w providers.Witness
	ctx := providers.WithWitness(t.Context(), &w)
	if w.Digest() != "" {
		t.Errorf("before any answer: %s", w.Digest())
	}
	providers.Heard(ctx, []byte("first"))
	providers.Heard(context.WithoutCancel(ctx), []byte("abc"))
	// The example of FIPS 180-2, appendix B.1.
	if want := "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"; w.Digest() != want {
		t.Errorf("got %s, want %s", w.Digest(), want)
	}
}
