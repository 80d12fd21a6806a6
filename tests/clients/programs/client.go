// Go's own net/http, as a program uses it that has no SDK.
package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"strings"
	"time"
)

type task struct {
	Stream  bool    `json:"stream"`
	Timeout float64 `json:"timeout_s"`
}

func tell(got string, texts ...string) {
	told, _ := json.Marshal(append([]string{got}, texts...))
	fmt.Println(string(told))
	os.Exit(0)
}

// failed names an error by what is below net/http's own wrapping of it.
func failed(err error) {
	below := err
	for errors.Unwrap(below) != nil {
		below = errors.Unwrap(below)
	}
	tell(fmt.Sprintf("%T", below), err.Error())
}

func main() {
	var asked task
	_ = json.Unmarshal([]byte(os.Args[1]), &asked)
	body, _ := json.Marshal(map[string]any{
		"model": os.Getenv("CLIENT_MODEL"), "max_tokens": 64, "stream": asked.Stream,
		"messages": []map[string]string{{"role": "user", "content": "Say pong"}},
	})
	client := http.Client{Timeout: time.Duration(asked.Timeout * float64(time.Second))}
	url := os.Getenv("ANTHROPIC_BASE_URL") + "/v1/messages"
	request, err := http.NewRequest("POST", url, bytes.NewReader(body))
	if err != nil {
		failed(err)
	}
	request.Header.Set("content-type", "application/json")
	request.Header.Set("x-api-key", os.Getenv("ANTHROPIC_API_KEY"))
	request.Header.Set("anthropic-version", "2023-06-01")
	reply, err := client.Do(request)
	if err != nil {
		failed(err)
	}
	if reply.StatusCode != 200 {
		said, _ := io.ReadAll(reply.Body)
		told := fmt.Sprintf("status %s: %s", reply.Status, said)
		tell(fmt.Sprintf("status %d", reply.StatusCode), told)
	}
	if !asked.Stream {
		var message struct {
			Reason string `json:"stop_reason"`
		}
		if err := json.NewDecoder(reply.Body).Decode(&message); err != nil {
			failed(err)
		}
		tell("ok")
	}
	last := ""
	lines := bufio.NewScanner(reply.Body)
	for lines.Scan() {
		line := lines.Text()
		if strings.HasPrefix(line, "event: ") {
			last = strings.TrimPrefix(line, "event: ")
		} else if strings.HasPrefix(line, "data: ") && last == "error" {
			tell("error event", strings.TrimPrefix(line, "data: "))
		}
	}
	if err := lines.Err(); err != nil {
		failed(err)
	}
	switch last {
	case "message_stop":
		tell("ok")
	case "":
		tell("nothing")
	}
	tell("partial")
}
