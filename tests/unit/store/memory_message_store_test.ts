import { MemoryMessageStore } from "../../../lib/store/memory_message_store.ts";
import { testMessageStore } from "../../contract/message_store.ts";

testMessageStore("MemoryMessageStore", () => new MemoryMessageStore());
