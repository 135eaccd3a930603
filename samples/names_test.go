package samples

import "strconv"

// market is one of the four groups of customers in the month-end sheet.
type market struct {
	currency string
	decimals bool
	count    int
	regions  []string
	names    []string
	phones   []any
	goods    []string
	// smallest and spread bound an ordinary total, in whole units of the currency.
	smallest, spread uint64
}

// markets: the names are made up; they are written in the scripts, lengths and
// odd spacings in which such sheets hold them.
func markets() []market {
	return []market{sriLanka(), india(), chile(), abroad()}
}

func sriLanka() market {
	return market{
		currency: "LKR", decimals: true, count: 122, smallest: 1_500, spread: 900_000,
		regions: []string{"Colombo", "Kandy", "Galle", "Jaffna", "Negombo"},
		names: []string{
			"Perera & Sons (Pvt) Ltd", "සිරිලක් වෙළඳ ආයතනය", "D'Alwis Trading", "கொழும்பு ஸ்டோர்ஸ்", "Nuwara Eliya Tea Traders",
			"Wijeratne Motors", "  Kandy Hardware Stores", "O'Connor Perera Associates", "රත්නපුර මැණික් සහ ආභරණ", "Galle Fort Guest House ",
			"Jaffna Book Depôt", "யாழ்ப்பாணம் நூலகம்", "Silva, Fernando & de Mel", "Abeysekera  Pharmacy", "ශ්\u200dරී ලංකා පොත් ප්\u200dරකාශකයෝ",
			"Lanka Cold Stores (Negombo)", "Hotel Sea-Breeze", "M. N. M. Faleel & Bros.", "Gunasekara Printers", "@Home Interiors",
			"Ceylon Spice Gardens", "Dr. (Mrs.) K. Thiruchelvam", "Ruwan's Cycle Mart", "Seylan Timber Depot", "Tissa Caterers",
			"The Worshipful Company of Spice Merchants, Planters and Shippers of the Central and Uva Provinces (Incorporated 1887) Limited",
		},
		phones: []any{
			"+94 77 123 4567", "0771234567", "077-765 4321", 712345678, "011 2345678 / 0777 123456", nil, "+94(0)76 555 0101",
			"0094 75 444 8899", "n/a", "070 1112223",
		},
		goods: []string{"Packing materials", "Consulting, July", "Spare parts", "Freight and handling", "Printing", "Annual maintenance", ""},
	}
}

func india() market {
	return market{
		currency: "INR", decimals: true, count: 78, smallest: 900, spread: 220_000,
		regions: []string{"Mumbai", "Chennai", "Delhi", "Bengaluru"},
		names: []string{
			"Sri Lakshmi Textiles", "राजेश कुमार एण्ड सन्स", "M/s. Shree Ganesh Traders", "சென்னை மின் சாதனங்கள்", "D'Souza & Co.",
			"Bharat Steel Re-Rolling Mills", "महाराष्ट्र कृषि भंडार", "Iyer, Krishnan & Associates LLP", "Annapoorna Foods Pvt. Ltd.",
			"ಬೆಂಗಳೂರು ಪುಸ್ತಕ ಮಳಿಗೆ", "Mehta Chemicals", "Gupta Electricals ", "Al-Ameen Leather Exports", "কলকাতা চা কোম্পানি",
		},
		phones: []any{"+91 98400 12345", "9840012345", "098111 22334", 9876543210, "022-2345 6789", nil, "+91-99000-11122", "91 90000 12121"},
		goods:  []string{"Cotton yarn, 40s count", "Machine parts", "Software subscription", "Export documentation", "", "Tea samples"},
	}
}

func chile() market {
	return market{
		currency: "CLP", count: 46, smallest: 12_000, spread: 4_800_000,
		regions: []string{"Santiago", "Valparaíso", "Iquique"},
		names: []string{
			"Muñoz y Cía. Ltda.", "Ferretería Peñalolén SpA", "José Ñancupil Huenchumilla", "Comercial Iquique S.A.", "Viña San Andrés",
			"Panadería «La Espiga»", "María de los Ángeles Núñez", "Transportes O'Higgins", "Distribuidora Ñuñoa E.I.R.L.", "Té & Café Limitada",
		},
		phones: []any{"+56 9 8123 4567", "9 8123 4567", 981234567, nil, "(2) 2345 6789", "+56-9-7654-3210"},
		goods:  []string{"Té negro a granel", "Repuestos", "Asesoría de importación", "", "Fletes y aduana"},
	}
}

func abroad() market {
	return market{
		currency: "USD", decimals: true, count: 34, smallest: 45, spread: 18_000,
		regions: []string{"Export"},
		names: []string{
			"Công ty TNHH Thương mại Đại Phát", "Nguyễn Thị Hương", "O'Brien Logistics LLC", "Żółw i Spółka sp. z o.o.", "Société Générale du Thé",
			"株式会社みどり茶園", "Bäckerei Größ & Söhne", "مؤسسة الخليج للتجارة", "McAllister-Wong Imports, Inc.", "Ålesund Sjømat AS",
		},
		phones: []any{"+84 90 123 4567", "(212) 555-0143", "+1 (415) 555-0188", nil, "+49 30 1234567", "00 971 4 555 0000"},
		goods:  []string{"Ceylon tea, 20 cartons", "Cinnamon sticks", "Sample shipment", "", "Coconut fibre"},
	}
}

// dice gives the same numbers on every machine and with every release of Go.
type dice struct{ state uint64 }

// roll gives a number below n (SplitMix64, Steele, Lea and Flood, 2014).
func (d *dice) roll(n uint64) uint64 {
	d.state += 0x9e3779b97f4a7c15
	z := d.state
	z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9
	z = (z ^ (z >> 27)) * 0x94d049bb133111eb
	return (z ^ (z >> 31)) % n
}

func pick[T any](d *dice, list []T) T { return list[d.roll(uint64(len(list)))] }

// address makes an e-mail address as such sheets have it: most are plain, some
// are missing, doubled or spaced.
func address(d *dice, n int) string {
	local := pick(d, []string{"accounts", "finance", "payables", "office", "owner", "ap"}) + strconv.Itoa(n)
	switch d.roll(12) {
	case 0:
		return ""
	case 1:
		return " " + local + "@Example.COM"
	case 2:
		return local + "@example.org; boss" + strconv.Itoa(n) + "@example.org"
	}
	return local + "@example.com"
}
