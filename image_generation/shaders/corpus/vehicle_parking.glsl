// title: Car Park
// description: Rows of parked cars in painted bays, seen from above at a slant, with arrows, trolleys and free places
// tags: vehicle, cars, parking, aerial

uint scramble(uint x) {
    x = (x ^ (x >> 15)) * 0x6D2F8A35U;
    x = (x ^ (x >> 13)) * 0xA3C59E1BU;
    return x ^ (x >> 16);
}

float rnd(uint s, int n) {
    uint k = s * 0x9C8F2D35U + uint(n) * 0x63D83595U + 0x7F4A7C15U;
    return float(int((k ^ (k >> 15)) * 0x6D2F8A35U >> 8)) / 16777216.0;
}

vec3 rnd3(uint s, int n) {
    uint k = s * 0x9C8F2D35U + uint(n) * 0x63D83595U + 0x2545F491U;
    k = (k ^ (k >> 15)) * 0x6D2F8A35U;
    k = (k ^ (k >> 13)) * 0xA3C59E1BU;
    return vec3(ivec3(k >> 22, (k >> 12) & 1023U, (k >> 2) & 1023U)) / 1023.0;
}

float hash(ivec2 c, uint s) {
    uint k = uint(c.x) * 0x9C8F2D35U + uint(c.y) * 0x63D835B3U + s * 0x51ED2705U;
    return float(int((k ^ (k >> 15)) * 0x6D2F8A35U >> 8)) / 16777216.0;
}

uint cell(ivec2 c, uint s) {
    return scramble(uint(c.x) * 0x9C8F2D35U + uint(c.y) * 0x63D835B3U + s * 0x51ED2705U);
}

float noise(vec2 p, uint s) {
    vec2 f = floor(p);
    uvec2 c = uvec2(ivec2(f)) * uvec2(0x9C8F2D35U, 0x63D835B3U);
    uvec4 k = c.x + c.y + s * 0x51ED2705U + uvec4(0U, 0x9C8F2D35U, 0x63D835B3U, 0x006762E8U);
    vec4 h = vec4(ivec4((k ^ (k >> 15)) * 0x6D2F8A35U >> 8));
    f = p - f;
    f = f * f * (3.0 - 2.0 * f);
    vec2 m = mix(h.xz, h.yw, f.x);
    return mix(m.x, m.y, f.y) * 5.9604645e-8;
}

float fbm(vec2 p, int octaves, uint s) {
    float a = 0.5, v = 0.0;
    for (int i = 0; i < octaves; i++) {
        v += a * noise(p, s + uint(i));
        p = mat2(1.62, 1.19, -1.19, 1.62) * p;
        a *= 0.5;
    }
    return v / (1.0 - 2.0 * a);
}

vec3 hsv(float h, float s, float v) {
    return v * mix(vec3(1.0), clamp(abs(mod(h * 6.0 + vec3(0.0, 4.0, 2.0), 6.0) - 3.0) - 1.0, 0.0, 1.0), s);
}

vec3 dye(uint s, uint k) {
    float h = rnd(s, 901) + (rnd(s, 902) < 0.4 ? 0.16 : 0.7) * (rnd(k, 903) - 0.5) + (rnd(k, 904) < 0.2 ? 0.5 : 0.0);
    float v = rnd(k, 905);
    return hsv(h, (0.25 + 0.7 * rnd(k, 906)) * (0.5 + 0.5 * rnd(s, 907)) * (1.1 - 0.5 * v), 0.25 + 0.7 * v);
}

mat2 rot(float a) {
    float c = cos(a), s = sin(a);
    return mat2(c, s, -s, c);
}

vec3 film(vec3 c) {
    c = 1.0 - exp(-1.3 * max(c, 0.0));
    return mix(c, c * c * (3.0 - 2.0 * c), 0.35);
}

float px;

float cover(float d) {
    return clamp(0.5 - d / px, 0.0, 1.0);
}

void lay(inout vec3 col, float d, vec3 c) {
    col = mix(col, c, cover(d));
}

void dim(inout vec3 col, float d, float soft, float dark) {
    col *= 1.0 - dark * (1.0 - smoothstep(-soft, soft, d));
}

float box(vec2 p, vec2 b) {
    vec2 e = abs(p) - b;
    return max(e.x, e.y);
}

float rbox(vec2 p, vec2 b, float r) {
    vec2 e = abs(p) - b + r;
    return length(max(e, 0.0)) + min(max(e.x, e.y), 0.0) - r;
}

float seg(vec2 p, vec2 a, vec2 b) {
    vec2 q = p - a, d = b - a;
    return length(q - d * clamp(dot(q, d) / dot(d, d), 0.0, 1.0));
}

float ring(vec2 p, float r, float w) {
    return abs(length(p) - r) - w;
}

void carAbove(inout vec3 col, vec2 o, vec3 paint, uint k, vec2 fall) {
    float bus = step(0.87, rnd(k, 61)), len = 0.33 + 0.05 * rnd(k, 62) + 0.3 * bus, w = 0.15 + 0.03 * bus;
    dim(col, rbox(o + fall, vec2(w, len), 0.06), 0.03, 0.55);
    float body = rbox(o, vec2(w - 0.012 * smoothstep(0.1, 0.33, abs(o.y)), len), 0.075 - 0.04 * bus);
    lay(col, body, paint * (0.7 + 0.35 * smoothstep(-w, w, o.x)));
    lay(col, abs(body + 0.022) - 0.004, paint * 0.45);
    float van = step(0.7, rnd(k, 61)), back = mix(0.2, len - 0.05, max(van, bus)), front = mix(0.1, len - 0.1, bus);
    vec2 e = vec2(abs(o.x), o.y);
    float glass = max(max(e.x - w + 0.02, e.y - front), -e.y - back), roof = max(max(e.x - w + 0.045, e.y - front + 0.1), -e.y - back + 0.09 * (1.0 - van));
    lay(col, glass, vec3(0.1, 0.13, 0.17) + 0.25 * step(0.5, fract(o.y * 4.0 + o.x * 3.0)) * step(front - 0.09, o.y));
    lay(col, roof, paint * (0.85 + 0.3 * smoothstep(-w, w, o.x)));
    if (bus > 0.5) lay(col, max(abs(abs(o.y) - 0.22) - 0.07, e.x - 0.07), paint * 0.6 + 0.2);
    lay(col, length(vec2(e.x - w + 0.05, o.y - len + 0.02)) - 0.026, vec3(1.0, 0.95, 0.75));
    lay(col, length(vec2(e.x - w + 0.05, o.y + len - 0.015)) - 0.024, vec3(0.85, 0.08, 0.05));
}

void mainImage(out vec4 fragColor, in vec2 fragCoord) {
    vec2 u = (2.0 * fragCoord - iResolution.xy) / iResolution.y;
    uint s = uint(iTime * 2.7) + 2200U;
    float tilt = 0.55 * rnd(s, 1), zoom = 1.1 + 1.5 * rnd(s, 2);
    float persp = 1.0 / (1.0 - tilt * u.y * 0.75);
    px = 2.0 * zoom * persp / iResolution.y;
    vec2 p = rot(rnd(s, 3) < 0.5 ? 0.7 * (rnd(s, 4) - 0.5) : 6.28 * rnd(s, 4)) * (u * zoom * persp * vec2(1.0, 1.0 + tilt * 0.6));
    p += 7.0 * rnd3(s, 5).xy;
    vec2 fall = rot(6.28 * rnd(s, 4)) * vec2(0.06, -0.07);
    float shear = rnd(s, 6) < 0.4 ? 0.45 : 0.0, pitch = 0.5, rowLen = 2.6;
    float row = floor(p.y / rowLen), y = p.y - (row + 0.5) * rowLen, up = y > 0.0 ? 1.0 : -1.0;
    float x = p.x - shear * abs(y);
    float ground = rnd(s, 7);
    vec3 col = ground < 0.7 ? hsv(0.6, 0.08, 0.25 + 0.25 * rnd(s, 8)) : hsv(0.08, 0.25, 0.55);
    col *= 0.75 + 0.35 * fbm(p * 3.0, 4, s) + 0.15 * noise(p * 45.0, s);
    if (rnd(s, 9) < 0.4) col = mix(col, vec3(0.55, 0.65, 0.75), 0.5 * smoothstep(0.55, 0.7, fbm(p * 0.9, 3, s + 3U)));
    vec3 white = rnd(s, 10) < 0.7 ? vec3(0.93) : vec3(0.95, 0.78, 0.2);
    float bay = floor(x / pitch), bx = x - (bay + 0.5) * pitch, by = abs(y) - 0.44;
    uint k = cell(ivec2(int(bay), int(row) * 2 + (y > 0.0 ? 1 : 0)), s);
    bool island = hash(ivec2(int(bay), int(row)), s + 9U) < 0.07;
    float worn = 0.6 + 0.4 * smoothstep(0.25, 0.5, noise(p * 9.0, s));
    if (abs(y) < 0.88) lay(col, min(abs(abs(bx) - 0.5 * pitch) - 0.02, abs(abs(y) - 0.02) - 0.02), mix(col, white, worn));
    else {
        float lane = 1.3 - abs(y);
        vec2 a = vec2(mod(p.x, 2.2) - 1.1, lane);
        float arrow = min(box(a, vec2(0.3, 0.03)), max(abs(a.y) + a.x * up - 0.3 - 0.12, 0.3 - a.x * up));
        lay(col, arrow, mix(col, white, worn * 0.9));
    }
    float r = rnd(k, 1);
    if (island) {
        float d = rbox(vec2(bx, abs(y) - 0.4), vec2(0.23, 0.45), 0.1);
        lay(col, d, vec3(0.7));
        lay(col, d + 0.05, hsv(0.27, 0.5, 0.35) * (0.7 + 0.6 * noise(p * 12.0, s)));
        vec2 t = vec2(bx, abs(y) - 0.45);
        dim(col, length(t + fall) - 0.2, 0.06, 0.5);
        lay(col, length(t) - 0.2 * (0.8 + 0.4 * noise(t * 12.0 + 9.0, k)), hsv(0.2 + 0.15 * rnd(k, 2), 0.6, 0.45) * (0.4 + noise(t * 20.0 + 9.0, k)));
    } else if (abs(y) < 1.0) {
        if (r < 0.1) {
            vec2 q = vec2(bx, by);
            lay(col, rbox(q, vec2(0.2), 0.03), vec3(0.1, 0.25, 0.7));
            lay(col, min(ring(q + vec2(0.0, 0.04), 0.09, 0.018), min(length(q - vec2(-0.02, 0.13)) - 0.03, seg(q, vec2(-0.02, 0.1), vec2(-0.01, 0.0)) - 0.018)), vec3(0.95));
        } else if (r < 0.17) lay(col, abs(fract((bx + by) * 5.0) - 0.5) / 5.0 - 0.04 + max(0.0, box(vec2(bx, by), vec2(0.22, 0.4))) * 9.0, white);
    }
    if (r > 0.24 && !island) {
        vec2 o = vec2(bx + 0.04 * (rnd(k, 3) - 0.5), by + 0.08 * (rnd(k, 4) - 0.5));
        o = rot(0.1 * (rnd(k, 5) - 0.5)) * o;
        vec3 paint = rnd(k, 6) < 0.4 ? vec3(0.15 + 0.8 * rnd(k, 7)) : hsv(rnd(k, 8), 0.85 * rnd(k, 9) + 0.1, 0.3 + 0.65 * rnd(k, 7));
        uint small = k - (rnd(k, 61) > 0.87 ? 1U : 0U);
        if (rnd(small, 61) > 0.87) small = s;
        vec2 way = rnd(k, 10) < 0.7 ? o : -o;
        carAbove(col, vec2(way.x, way.y), paint, rnd(small, 61) > 0.87 ? 4U : small, vec2(fall.x, fall.y * up));
    }
    vec2 walk = vec2(mod(p.x + 0.7 * iTime, 3.1) - 1.55, abs(y) - 1.15 - 0.2 * (hash(ivec2(int(floor((p.x + 0.7 * iTime) / 3.1)), int(row)), s) - 0.5));
    dim(col, seg(walk, vec2(0.0), -fall * 3.0) - 0.05, 0.03, 0.5);
    lay(col, length(walk * vec2(1.8, 1.0)) - 0.1, dye(s, k + 1U));
    lay(col, length(walk) - 0.055, hsv(0.07, 0.5, 0.25));
    fragColor = vec4(film(col * (1.7 + 0.5 * rnd(s, 11)) * mix(vec3(1.1, 1.0, 0.87), vec3(0.9, 0.97, 1.08), rnd(s, 12))), 1.0);
}
