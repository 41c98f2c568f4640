import { parallelBranches } from "../subjects.ts"
import { searchAll, type ThreadedSearch } from "./threaded-search.ts"

const search: ThreadedSearch = searchAll(parallelBranches(4))

export default search
