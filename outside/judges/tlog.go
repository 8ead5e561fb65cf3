// Judges the transparency log with the Go team's own library: golang.org/x/mod/sumdb.
//
// From static files alone it recomputes the root, checks every entry against its hash, checks our
// inclusion and consistency proofs and its own, and who signed and cosigned the checkpoint.
package main

import (
	"bytes"
	"crypto/ed25519"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

const height = 8

var folder = filepath.Join(os.Getenv("TONGBAN_SAMPLES"), "log")

func must(err error) {
	if err != nil {
		fmt.Println("tlog:", err)
		os.Exit(1)
	}
}

func agree(ok bool, said string, of ...interface{}) {
	if !ok {
		must(fmt.Errorf(said, of...))
	}
}

func read(name string) []byte {
	data, err := os.ReadFile(filepath.Join(folder, name))
	must(err)
	return data
}

// cosigner verifies timestamped cosignatures (signature type 4), which the library does not know.
type cosigner struct {
	name string
	key  ed25519.PublicKey
}

func (c cosigner) Name() string { return c.name }

func (c cosigner) KeyHash() uint32 {
	sum := sha256.Sum256(append([]byte(c.name+"\n\x04"), c.key...))
	return binary.BigEndian.Uint32(sum[:4])
}

func (c cosigner) Verify(msg, sig []byte) bool {
	if len(sig) != 72 {
		return false
	}
	at := binary.BigEndian.Uint64(sig)
	said := append([]byte(fmt.Sprintf("cosignature/v1\ntime %d\n", at)), msg...)
	return ed25519.Verify(c.key, said, sig[8:])
}

// files reads tiles as they lie on the disk; the library's paths name the height as well.
type files struct{}

func (files) Height() int                                { return height }
func (files) SaveTiles(tiles []tlog.Tile, data [][]byte) {}
func (files) ReadTiles(tiles []tlog.Tile) ([][]byte, error) {
	var all [][]byte
	for _, tile := range tiles {
		data, err := os.ReadFile(filepath.Join(folder, strings.Replace(tile.Path(), "tile/8/", "tile/", 1)))
		if err != nil {
			return nil, err
		}
		all = append(all, data)
	}
	return all, nil
}

func hashes(lines []string) []tlog.Hash {
	var all []tlog.Hash
	for _, line := range lines {
		hash, err := tlog.ParseHash(line)
		must(err)
		all = append(all, hash)
	}
	return all
}

func tree(text string) tlog.Tree {
	lines := strings.Split(text, "\n")
	size, err := strconv.ParseInt(lines[1], 10, 64)
	must(err)
	root, err := tlog.ParseHash(lines[2])
	must(err)
	return tlog.Tree{N: size, Hash: root}
}

func opened(name string, known note.Verifiers, signatures int) tlog.Tree {
	found, err := note.Open(read(name), known)
	must(err)
	agree(len(found.Sigs) == signatures, "%s: %d signatures hold, not %d", name, len(found.Sigs), signatures)
	return tree(found.Text)
}

func entries(number, size int64) [][]byte {
	tile := tlog.Tile{H: height, L: -1, N: number, W: 256}
	if size-number*256 < 256 {
		tile.W = int(size - number*256)
	}
	data := read(strings.Replace(tile.Path(), "tile/8/data/", "tile/entries/", 1))
	var all [][]byte
	for len(data) > 0 {
		length := int(binary.BigEndian.Uint16(data))
		all = append(all, data[2:2+length])
		data = data[2+length:]
	}
	return all
}

func main() {
	keys := strings.Fields(string(read("keys")))
	log, err := note.NewVerifier(keys[0])
	must(err)
	parts := strings.SplitN(keys[1], "+", 3)
	raw, err := base64.StdEncoding.DecodeString(parts[2])
	must(err)
	known := note.VerifierList(log, cosigner{parts[0], raw[1:]})
	now := opened("checkpoint", known, 2)
	before := opened("before", known, 2)
	reader := tlog.TileHashReader(now, files{})

	root, err := tlog.TreeHash(now.N, reader)
	must(err)
	agree(root == now.Hash, "another root: %v", root)
	for number := int64(0); number*256 < now.N; number++ {
		for n, entry := range entries(number, now.N) {
			found, err := reader.ReadHashes([]int64{tlog.StoredHashIndex(0, number*256+int64(n))})
			must(err)
			agree(found[0] == tlog.RecordHash(entry), "entry %d is not its hash", number*256+int64(n))
		}
	}

	lines := strings.Fields(string(read("consistency")))
	must(tlog.CheckTree(hashes(lines), now.N, now.Hash, before.N, before.Hash))
	theirs, err := tlog.ProveTree(now.N, before.N, reader)
	must(err)
	agree(fmt.Sprint(theirs) == fmt.Sprint(tlog.TreeProof(hashes(lines))), "another proof of consistency")

	receipts, _ := filepath.Glob(filepath.Join(folder, "*.tlog-proof"))
	agree(len(receipts) > 2, "too few receipts")
	for _, path := range receipts {
		receipt(filepath.Base(path), now, known)
	}
	fmt.Printf("tlog: %d leaves, %d receipts, consistent from %d on\n", now.N, len(receipts), before.N)
}

func receipt(name string, now tlog.Tree, known note.Verifiers) {
	halves := bytes.SplitN(read(name), []byte("\n\n"), 2)
	lines := strings.Split(string(halves[0]), "\n")
	agree(lines[0] == "c2sp.org/tlog-proof@v1", "%s: no receipt", name)
	leaf, err := base64.StdEncoding.DecodeString(strings.TrimPrefix(lines[1], "extra "))
	must(err)
	index, err := strconv.ParseInt(strings.TrimPrefix(lines[2], "index "), 10, 64)
	must(err)
	_, err = note.Open(halves[1], known)
	must(err)
	proof := tlog.RecordProof(hashes(lines[3:]))
	must(tlog.CheckRecord(proof, now.N, now.Hash, index, tlog.RecordHash(leaf)))
	changed := tlog.RecordHash(append([]byte("x"), leaf...))
	agree(tlog.CheckRecord(proof, now.N, now.Hash, index, changed) != nil, "%s: a changed leaf passes", name)
}
