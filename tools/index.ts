/**
 * The library beneath the command line: reading models, converting, learning and measuring on the emulated AKD1500, and the
 * tutorial as one function. Files come in and go out as bytes; what cannot be used is refused with a {@link ToolError}.
 * @module akida-kws
 */

export { describeFailure, ToolError, type ToolErrorCode } from "./errors.js";

// Files
export { type FeatureRows, featureRows } from "./files/features.js";
export { type Npz, type NpyArray, type Numbers, readNpy, readNpz, writeNpy, writeNpz } from "./files/npy.js";
export { PickledArray, type PickleData, readPickle } from "./files/pickle.js";
export { readWav, type Sound, writeWav } from "./files/wav.js";
export { type FileCalls, writeWhole } from "./files/write.js";

// Models
export type { Dims, IoType } from "../src/akida/program.js";
export type {
	Activation,
	Dims as LayerDims,
	FullyConnectedLayer,
	InputConvolutionalLayer,
	Layer,
	LearningLayer,
	SeparableConvolutionalLayer,
} from "../host-sim/nsoc/payload/layers.js";
export type { AkidaModel } from "./model/model.js";
export { readModel } from "./model/read-model.js";
export type { KerasRow } from "./model/keras-summary.js";

// Bundles
export {
	type Bundle,
	type BundleContent,
	BundleError,
	type BundleErrorCode,
	type LayerSummary,
	type LayerType,
	type LearningArguments,
	type Note,
	type ProgramKind,
	readBundle,
	type SelfTest,
	type Samples,
} from "../src/bundle/bundle.js";
export { writeBundle } from "./convert/bundle-writer.js";
export { convert, type Conversion, type ConversionSummary, type ConvertOptions, type NamedBytes } from "./convert/convert.js";
export { autoNumWeights, type HeadOptions, type MeanSpikes } from "./convert/replace-head.js";

// Describing
export { describeNetwork, type LayerRow, type LearningRow, type ModelSummary, summarize } from "./describe/summary.js";
export {
	type Inspection,
	inspectProgram,
	type MemoryNeeds,
	type PacketRow,
	type RecordRow,
	type TensorRow,
	type TrackRow,
} from "./describe/inspect.js";

// Features
export { DEFAULT_FRONT_END, type FrontEnd, FrontEndError, type FrontEndErrorCode } from "../src/features/front-end.js";
export type { EnrolmentSettings } from "../src/keywords/settings.js";
export { featuresOf } from "../src/features/features-of.js";
export { type AugmentedTakes, type AugmentOptions, augmentTakes } from "./learn/augment.js";

// Learning and measuring on the emulated chip
export { addClasses } from "./learn/add-classes.js";
export { type ClassAccuracy, type Decision, evaluateClasses, type Evaluation, type EvaluationOptions } from "./learn/accuracy.js";
export { fitBundle } from "./learn/fit.js";
export { forward, type ForwardOptions, type ForwardShared, type OnProgress, type Outputs } from "./learn/forward.js";
export { type LabelledSamples, labelledSamples } from "./learn/samples.js";
export { sparsity, type Sparsity } from "./learn/sparsity.js";

// The tutorial
export {
	type FitFigures,
	runTutorial,
	type TutorialCheck,
	type TutorialFiles,
	type TutorialOptions,
	type TutorialResult,
	type TwoAccuracies,
} from "./learn/tutorial.js";
export { readTutorialSet, type TutorialSet } from "./learn/tutorial-data.js";
export { cacheFolder, type RemoteFile, TUTORIAL_FILES } from "./fetch/catalogue.js";
export { type FetchedFile, fetchFile, type FetchOptions } from "./fetch/fetch-file.js";

// Talking to a device
export type { Answer, Command, ForeignEntry, WordEntry } from "../src/console/commands.js";
export type { Counters } from "../src/console/counters.js";
export { type Confusion, type FirmwareEvent, type Question, REJECT_REASONS, type RejectReason } from "../src/console/events.js";
export type { UpdatePlan } from "../src/console/model-update.js";
export { type Part, type PartReport, PARTS } from "../src/console/self-test.js";
export type { Identity, Status } from "../src/console/status.js";
export type { Setting, SettingRange } from "../src/keywords/settings-table.js";
export type { Listening } from "./device/conversation.js";
export { Device, type OnBytes } from "./device/device.js";
export { DeviceRefusal } from "./device/errors.js";
export { DEFAULT_BAUD, openPort, SIM_PORT } from "./device/open.js";
export type { BytePort, Waiting } from "./device/port.js";
export { listPorts, openSerialPort, type PortInfo } from "./device/serial-port.js";
export { openSimPort, type SimPortOptions } from "./device/sim-port.js";
