// Verifies a checkpoint and a proof with the packages that verify Go's own checksum database.
package main

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"os"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

type question struct {
	Key    string   `json:"key"`
	Proof  string   `json:"proof"`
	Leaves []string `json:"leaves"`
}

func check(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func hash(text string) tlog.Hash {
	hash, err := tlog.ParseHash(text)
	check(err)
	return hash
}

// rootOf builds the whole tree again, as a log does that stores its hashes.
func rootOf(leaves []string) tlog.Hash {
	var stored []tlog.Hash
	reader := tlog.HashReaderFunc(func(indexes []int64) ([]tlog.Hash, error) {
		var found []tlog.Hash
		for _, index := range indexes {
			found = append(found, stored[index])
		}
		return found, nil
	})
	for n, leaf := range leaves {
		hashes, err := tlog.StoredHashes(int64(n), []byte(leaf), reader)
		check(err)
		stored = append(stored, hashes...)
	}
	root, err := tlog.TreeHash(int64(len(leaves)), reader)
	check(err)
	return root
}

func main() {
	var asked question
	check(json.NewDecoder(os.Stdin).Decode(&asked))
	verifier, err := note.NewVerifier(asked.Key)
	check(err)
	head, checkpoint, _ := strings.Cut(asked.Proof, "\n\n")
	opened, err := note.Open([]byte(checkpoint), note.VerifierList(verifier))
	check(err)
	lines := strings.Split(opened.Text, "\n")
	if lines[0] != verifier.Name() {
		check(fmt.Errorf("the origin %q is not the name of the key", lines[0]))
	}
	size, err := strconv.ParseInt(lines[1], 10, 64)
	check(err)
	root := hash(lines[2])
	if len(asked.Leaves) > 0 && rootOf(asked.Leaves) != root {
		check(fmt.Errorf("the leaves have another root"))
	}
	parts := strings.Split(head, "\n")
	entry, err := base64.StdEncoding.DecodeString(strings.TrimPrefix(parts[1], "extra "))
	check(err)
	index, err := strconv.ParseInt(strings.TrimPrefix(parts[2], "index "), 10, 64)
	check(err)
	var path tlog.RecordProof
	for _, line := range parts[3:] {
		path = append(path, hash(line))
	}
	check(tlog.CheckRecord(path, size, root, index, tlog.RecordHash(entry)))
	if len(asked.Leaves) > 0 && !bytes.Equal(entry, []byte(asked.Leaves[index])) {
		check(fmt.Errorf("the entry is another leaf"))
	}
	fmt.Printf("%s: leaf %d of %d\n", lines[0], index, size)
}
