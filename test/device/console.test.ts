import { otherBundle } from "../app/people.js";
import { Talk } from "../console/talk.js";
import { testOnBoth } from "./machines.js";
import { BOOT, onDevice } from "./stage.js";

testOnBoth("the board is talked to through its UART: tests, settings, a new model, all on the device build", async (t, open) => {
	const stage = (await onDevice(open, (source) => source, { console: true })).play(BOOT);
	const talk = new Talk(stage);
	const device = await talk.open();
	t.is(device.identity.chip, "BC.A1.3.9");
	t.deepEqual(
		(await talk.settled(device.selfTest())).filter(({ ok }) => !ok),
		[],
	);
	t.is((await talk.settled(device.record())).length, 16000);
	await talk.settled(device.set("gate.openLevel", 300));
	const settings = await talk.settled(device.settings());
	t.is(settings.find(({ name }) => name === "gate.openLevel")?.value, 300);
	await t.throwsAsync(talk.settled(device.set("gate.openLevel", 3)), { message: /from 16 to 8000, not 3/ });
	await talk.settled(device.updateModel(otherBundle()));
	t.not((await talk.settled(device.identify())).model, device.identity.model);
	t.is(stage.simulation.board.console.counters.lost, 0);
	t.true(talk.heard.some((event) => event.type === "updated"));
	stage.engine.close();
});
