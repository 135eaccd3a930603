package main

import "github.com/spf13/cobra"

// topic is a page of the help and of the manual that is no command.
type topic struct{ name, short, text string }

// topics are told once: the manual's page of paysheet itself has their texts too.
func topics() []topic {
	return []topic{
		{"exit-status", "What the exit status tells a script", exitStatusText},
		{"files", "Which files are read and written, and where", filesText},
		{"environment", "Which environment variables count", environmentText},
	}
}

func addTopics(root *cobra.Command) {
	for _, t := range topics() {
		root.AddCommand(&cobra.Command{Use: t.name, Short: t.short, Long: t.text})
	}
}

const exitStatusText = `A script or a scheduler reads from the exit status how a command ended. Where
several hold, the first of 130, 1, 7, 8, 5, 4, 3 and 6 is given.

    0  done; held and skipped rows are no fault
    1  the run failed
    2  usage, configuration or rules
    3  some rows failed or were rejected, or a link is open that should not be
    4  some rows are uncertain: a create was not answered
    5  stopped by a guard, or for want of an approval
    6  --exit-code was given and there are changes
    7  the links are safe in the ledger, but the sheet is not written
    8  locked by another run or program
  130  interrupted; what was done is written`

const filesText = `A project is a folder with a config, rules and the state of its links. Sheets
may lie anywhere.

  paysheet.toml        the config: --config FILE, else in the working folder,
                       else beside the sheet
  rules.star           the rules: --rules FILE, else the config's, else beside
                       the config, else beside the sheet
  rules_test.star      tests of the rules; also *_cases.csv
  .paysheet            the state folder, beside the config, else in the working
                       folder; state = "FOLDER" in the config names another
  NAME.sandbox.EXT     what apply --sandbox writes, unless -o names a file
  NAME.report.html     what report writes, unless -o names a file

In the state folder:

  ledger.db            every link, and whatever was asked of a provider
  ledger.lock          held by the run that is at work, and free when it ends
  backups              each sheet as it was before it was written
  secrets              credentials that secret set --file keeps
  sandbox              the same for --sandbox, and the stand-ins' links

Beside a sheet lies .SHEET.paysheet.lock while a run that calls providers is at
work; unlock removes one that a killed run left behind.`

const environmentText = `Whatever a config has as "env:NAME" is read from the environment. These count
besides:

  PAYSHEET_PASSWORD    the password of a workbook that has one
  NO_COLOR             where it is set, nothing is coloured
  TERM                 dumb: no colour, and no bar that is drawn again
  TZ                   the time zone, where the config names none
  HTTPS_PROXY          the proxy by which providers are reached
  NO_PROXY             hosts that are reached without it
  SSL_CERT_FILE        on Linux, the certificates to trust, as one file`
