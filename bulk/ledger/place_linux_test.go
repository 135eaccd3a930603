package ledger

import "testing"

// The numbers are those of include/uapi/linux/magic.h.
func TestMagicNumbers(t *testing.T) {
	t.Parallel()
	for magic, want := range map[uint32]place{
		0xef53:     {}, // ext4
		0x58465342: {}, // XFS
		0x9123683e: {}, // Btrfs
		0x01021994: {}, // tmpfs
		0x794c7630: {}, // overlayfs
		0x6969:     {name: "NFS", network: true},
		0xff534d42: {name: "SMB", network: true},
		0xfe534d42: {name: "SMB", network: true},
		0x517b:     {name: "SMB", network: true},
		0x65735546: {name: "FUSE", warn: true},
	} {
		if got := placeOfMagic(magic); got != want {
			t.Errorf("%#x is %+v, not %+v", magic, got, want)
		}
	}
}
