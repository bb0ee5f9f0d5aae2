// title: Dice
// description: Coloured dice with pips that lie and tumble on a mat with drawn fields, with hard shadows
// tags: raytrace, dice, game, cubes

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

vec3 look(vec2 p, vec3 ro, vec3 ta, float zoom) {
    vec3 w = normalize(ta - ro);
    vec3 u = normalize(vec3(-w.z, 0.0, w.x));
    return normalize(p.x * u + p.y * cross(u, w) + zoom * w);
}

vec3 film(vec3 c) {
    c = 1.0 - exp(-1.3 * max(c, 0.0));
    return mix(c, c * c * (3.0 - 2.0 * c), 0.35);
}

vec2 hitBox(vec3 ro, vec3 rd, vec3 half_size) {
    vec3 inv = 1.0 / (rd + vec3(lessThan(abs(rd), vec3(1e-6))) * 1e-5);
    vec3 a = -inv * ro;
    vec3 k = abs(inv) * half_size;
    return vec2(max(max(a.x - k.x, a.y - k.y), a.z - k.z), min(min(a.x + k.x, a.y + k.y), a.z + k.z));
}

vec3 place[6];
vec4 turn[6];
float half_[6];

vec3 into(vec3 v, vec4 t) {
    v.xz = vec2(t.x * v.x - t.y * v.z, t.y * v.x + t.x * v.z);
    return vec3(v.x, t.z * v.y - t.w * v.z, t.w * v.y + t.z * v.z);
}

float trace(vec3 ro, vec3 rd, out int which) {
    float t = 1e5;
    which = -1;
    for (int i = 0; i < 6; i++) {
        vec2 h = hitBox(into(ro - place[i], turn[i]), into(rd, turn[i]), vec3(half_[i]));
        if (h.x < h.y && h.x > 0.0 && h.x < t) {
            t = h.x;
            which = i;
        }
    }
    return t;
}

float pips(vec2 f, int n) {
    float d = 9.0;
    if ((n & 1) == 1) d = length(f);
    if (n > 1) d = min(d, length(abs(f + vec2(f.x * f.y > 0.0 ? 0.0 : 9.0, 0.0)) - 0.5));
    if (n > 3) d = min(d, length(abs(f) - 0.5));
    if (n == 6) d = min(d, length(vec2(abs(f.x) - 0.5, f.y)));
    return d;
}

void mainImage(out vec4 fragColor, in vec2 fragCoord) {
    vec2 p = (2.0 * fragCoord - iResolution.xy) / iResolution.y;
    uint s = uint(iTime * 2.9) + 3200U;
    for (int i = 0; i < 6; i++) {
        vec3 h = rnd3(s, 20 + i), g = rnd3(s, 30 + i);
        float size = 0.38 + 0.3 * rnd(s, 2) * g.x, yaw = 6.28 * g.y, lift = g.z < 0.3 ? 1.2 * h.y : 0.0, tip = lift > 0.0 ? 6.28 * h.z : 0.0;
        turn[i] = vec4(cos(yaw), sin(yaw), cos(tip), sin(tip));
        half_[i] = size;
        place[i] = vec3(4.4 * (h.x - 0.5), size * (lift > 0.0 ? 1.5 : 1.0) + lift, 4.4 * (h.z - 0.5));
    }
    float way = 6.28 * rnd(s, 3) + 0.2 * iTime, far = 3.0 + 2.5 * rnd(s, 4);
    vec3 ro = vec3(far * cos(way), 1.2 + 3.8 * rnd(s, 5), far * sin(way));
    vec3 rd = look(p, ro, vec3(0.0, 0.4, 0.0), 1.1 + 0.8 * rnd(s, 6));
    float az = 6.28 * rnd(s, 7);
    vec3 sun = normalize(vec3(cos(az), 0.6 + 0.8 * rnd(s, 8), sin(az)));
    vec3 back = dye(s, s + 1U), mat_ = dye(s, s + 2U) * 0.9;
    int which;
    vec3 local = vec3(0.0), n = vec3(0.0, 1.0, 0.0);
    float t = trace(ro, rd, which), ground = rd.y < -1e-3 ? -ro.y / rd.y : 1e5;
    vec3 col = mix(back, back.zxy * 0.4, smoothstep(-0.2, 0.6, rd.y));
    if (min(t, ground) < 40.0) {
        vec3 mat;
        float gloss = 0.0;
        if (ground < t) {
            t = ground;
            vec2 g = (ro + rd * t).xz;
            mat = mat_ * (0.75 + 0.25 * noise(g * 50.0, s) + 0.3 * (fbm(g * 2.0, 3, s) - 0.5));
            float kind = rnd(s, 9);
            vec2 f = abs(fract(g * 0.55) - 0.5);
            uint k = cell(ivec2(floor(g * 0.55)), s);
            float line = kind < 0.35 ? abs(max(f.x, f.y) - 0.45) - 0.012 : kind < 0.65 ? abs(length(g) - 2.2 - 0.8 * floor(max(length(g) - 1.8, 0.0) / 0.8)) - 0.03 : abs(f.x + f.y - 0.5) - 0.02;
            if (kind < 0.35 && rnd(k, 1) < 0.4 && max(f.x, f.y) < 0.42) mat = mix(mat, dye(s, k), 0.8);
            if (line < 0.0) mat = mix(vec3(0.92, 0.88, 0.7), mat, 0.2);
        } else {
            uint k = cell(ivec2(which, 5), s);
            vec4 r = turn[which];
            local = into(ro + rd * t - place[which], r) / half_[which];
            vec3 e = abs(local), e3 = e * e * e, soft = e3 * e3 * e3 * e3 * sign(local);
            n = normalize(mix(step(e.yzx, e) * step(e.zxy, e) * sign(local), soft, 0.75) + 1e-5);
            n = vec3(n.x, r.z * n.y + r.w * n.z, r.z * n.z - r.w * n.y);
            n.xz = vec2(r.x * n.x + r.y * n.z, r.x * n.z - r.y * n.x);
            vec3 body = rnd(s, 10) < 0.3 ? vec3(0.93, 0.91, 0.86) : hsv(rnd(k, 1), 0.3 + 0.6 * rnd(k, 2), 0.3 + 0.65 * rnd(k, 3)), dot_ = dot(body, vec3(0.33)) > 0.5 ? vec3(0.06) : vec3(0.95);
            vec3 a = abs(local);
            int axis = a.x > max(a.y, a.z) ? 0 : a.y > a.z ? 1 : 2;
            vec2 f = axis == 0 ? local.yz : axis == 1 ? local.xz : local.xy;
            int count = axis == 0 ? (local.x > 0.0 ? 1 : 6) : axis == 1 ? (local.y > 0.0 ? 2 : 5) : (local.z > 0.0 ? 3 : 4);
            float d = pips(f, count) - 0.19;
            mat = d < 0.0 ? dot_ * (0.6 + 0.5 * smoothstep(-0.19, 0.0, d)) : body * (0.92 + 0.12 * noise(f * 5.0, k));
            gloss = 0.8;
        }
        vec3 q = ro + rd * t;
        float lit = max(dot(n, sun), 0.0);
        int w2;
        if (lit > 0.0 && trace(q + n * 0.01, sun, w2) < 1e4) lit = 0.0;
        float ao = 1.0;
        if (gloss == 0.0) {
            for (int i = 0; i < 6; i++) {
                vec2 o = q.xz - place[i].xz;
                float gap = max(place[i].y - half_[i], 0.0);
                ao *= 1.0 - 0.55 / (1.0 + 4.0 * gap) * (1.0 - smoothstep(0.8, 2.0, length(o) / half_[i]));
            }
        } else ao = 0.6 + 0.4 * smoothstep(0.0, 0.6, q.y);
        vec3 r = reflect(rd, n);
        float fres = 0.08 + 0.5 * pow(clamp(1.0 + dot(rd, n), 0.0, 1.0), 4.0);
        vec3 env = r.y > 0.0 ? mix(back, back.zxy * 0.5, smoothstep(0.0, 0.8, r.y)) + step(0.85, sin(4.0 * r.x) * sin(5.0 * r.z + 1.0)) * 1.5 : mat_ * 0.5;
        vec3 shaded = mat * (1.4 * lit + (0.4 + 0.15 * n.y + 0.06 * n.x) * ao * (0.6 + 0.5 * back)) + gloss * (fres * env + lit * pow(max(dot(r, sun), 0.0), 50.0));
        col = mix(col, shaded, exp(-0.0015 * t * t));
    }
    fragColor = vec4(film(col * 1.4), 1.0);
}
