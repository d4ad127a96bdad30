/** Sends a message to the host and waits for the answer; xsnap has it, the machine on Node is given it. */
declare function issueCommand(message: ArrayBuffer): ArrayBuffer;
