import { modelFiles, type ModelFile } from './botocore.js';
import { readModel, type ServiceModel } from './service-model.js';

export type { OperationModel, ServiceModel } from './service-model.js';

/** Every service of a botocore installation. A model is read when it is first asked for. */
export interface Models {
  readonly byFolder: (folder: string) => ServiceModel | undefined;
  /**
   * The service with this name in a signature's credential scope. Where several have it: the one of API version
   * `version`, else the one whose folder has that name, else the newest.
   */
  readonly bySigningName: (name: string, version?: string) => ServiceModel | undefined;
  /** All services of a signing name, in the order in which `bySigningName` prefers them. */
  readonly files: (signingName: string) => readonly ModelFile[];
}

/** Opens the models of a botocore `data` folder; see {@link botocoreData}. Looks into the folder at the first question. */
export const openModels = (data: string): Models => {
  let indexed: ReadonlyMap<string, readonly ModelFile[]> | undefined;
  const index = (): ReadonlyMap<string, readonly ModelFile[]> => (indexed ??= groupedBySigningName(modelFiles(data)));
  const loaded = new Map<string, ServiceModel>();
  const load = (file: ModelFile): ServiceModel => {
    const model = loaded.get(file.folder) ?? readModel(file);
    loaded.set(file.folder, model);
    return model;
  };
  const files = (name: string): readonly ModelFile[] => index().get(name) ?? [];
  return {
    files,
    byFolder: (folder) => {
      const model = loaded.get(folder);
      if (model !== undefined) return model;
      const file = [...index().values()].flat().find((each) => each.folder === folder);
      return file && load(file);
    },
    bySigningName: (name, version) => {
      const file = files(name).find((each) => version === undefined || each.apiVersion === version);
      return file && load(file);
    },
  };
};

const groupedBySigningName = (all: readonly ModelFile[]): ReadonlyMap<string, readonly ModelFile[]> => {
  const groups = new Map<string, ModelFile[]>();
  for (const file of all.toSorted(byPreference)) {
    const name = signingNameOf(file);
    groups.set(name, [...(groups.get(name) ?? []), file]);
  }
  return groups;
};

const signingNameOf = (file: ModelFile): string => file.signingName ?? file.endpointPrefix;

const byPreference = (a: ModelFile, b: ModelFile): number =>
  Number(b.folder === signingNameOf(b)) - Number(a.folder === signingNameOf(a)) ||
  b.apiVersion.localeCompare(a.apiVersion) ||
  a.folder.localeCompare(b.folder);
