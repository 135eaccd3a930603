package xlsx

import (
	"errors"
	"fmt"
	"os"
	"strings"

	"github.com/xuri/excelize/v2"

	"paysheet/bulk/sheet"
)

// errProtected says that a workbook has a password. It ends the check of the
// file's first bytes.
var errProtected = errors.New("the workbook is password-protected: open it in Excel, save a copy without a password and use that")

// maxProtected bounds a workbook that is opened with a password, because it is
// decrypted in memory: customers' data must not lie on a disk in the clear.
const maxProtected = 64 << 20

// unlock gives the package inside of a password-protected workbook
// ([MS-OFFCRYPTO]).
func unlock(path string, opts sheet.Options) ([]byte, error) {
	if opts.Password == nil {
		return nil, errProtected
	}
	info, err := os.Stat(path)
	if err != nil {
		return nil, err
	}
	if info.Size() > maxProtected {
		return nil, fmt.Errorf("the workbook is password-protected and larger than %d MiB: open it in Excel, save a copy without a password and use that", maxProtected>>20)
	}
	password, err := opts.Password()
	if err != nil {
		return nil, err
	}
	raw, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	plain, err := decrypt(raw, password)
	if err == nil && !strings.HasPrefix(string(plain[:min(len(plain), len(zipMagic))]), zipMagic) {
		err = errors.New("no workbook came out")
	}
	if err != nil {
		return nil, fmt.Errorf("the workbook is password-protected and this password does not open it (%w): check the password, or save a copy without one in Excel", err)
	}
	return plain, nil
}

// decrypt turns the panics of the library, which damaged and rare kinds of
// encryption cause, into errors.
func decrypt(raw []byte, password string) (plain []byte, err error) {
	defer func() {
		if r := recover(); r != nil {
			err = errors.New("its kind of encryption is not known")
		}
	}()
	return excelize.Decrypt(raw, &excelize.Options{Password: password})
}
